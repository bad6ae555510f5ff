/** Every way in which table and code disagree, one sentence each with what to do. */
export function faultsOf(rows, sandbox, client) {
  return [...rows.flatMap(faultsOfRow), ...unnamed(rows, sandbox, client)];
}

function faultsOfRow(row) {
  const name = row.call ?? row.push ?? row.notice;
  const faults = [];
  if (!row.sandbox && !row.outOfScope)
    faults.push(`${name}: the sandbox does not have it; build it, or give the row an outOfScope reason.`);
  if (row.product && row.client.length === 0)
    faults.push(`${name}: the product needs it and services/kernel/src/wechat does not call or read it.`);
  if (row.sandbox && row.outOfScope)
    faults.push(
      `${name}: the row says out of scope, but the sandbox has it in ${row.sandbox.file}; take the reason away.`,
    );
  if (row.client.length === 0 && row.sandbox && !row.note && !row.product)
    faults.push(`${name}: no client and no note that says why the product does without.`);
  if (row.reserved && (row.product || row.client.length === 0 || !row.note))
    faults.push(
      `${name}: reserved is a call the client has and the product does not make yet; it needs a note that says so.`,
    );
  if (row.client.length > 0 && row.note && !row.product && !row.reserved)
    faults.push(`${name}: ${row.client.join(', ')} calls it, but the row's note says that the product does without.`);
  if (row.sandbox && row.tests.sandbox.length === 0) faults.push(`${name}: no spec of the sandbox speaks of it.`);
  // Where the client is a tool of WeChat's, the sandbox's specs run that tool.
  if (row.client.length > 0 && !row.isOfficial && row.tests.client.length === 0)
    faults.push(`${name}: no spec of the client speaks of it.`);
  return faults;
}

function unnamed(rows, sandbox, client) {
  const calls = new Set(rows.map(({ call }) => call));
  const paths = new Set(rows.map((row) => row.path));
  const names = new Set(rows.map((row) => row.push ?? row.notice));
  const known = (push) =>
    names.has(push) || [...names].some((name) => name && push.endsWith('.') && name.startsWith(push));
  return [
    ...sandbox.endpoints
      // A page is posted to as well, by its own form.
      .filter(({ method, path, isPage }) => !calls.has(`${method} ${path}`) && !(isPage && paths.has(path)))
      .map(
        ({ method, path, file }) => `${method} ${path} (${file}): no row of infra/checks/conformance/rows names it.`,
      ),
    ...[...sandbox.pushes]
      .filter(([push]) => !known(push))
      .map(([push, file]) => `push ${push} (${file}): no row of infra/checks/conformance/rows names it.`),
    ...[...client.calls]
      .filter(([path]) => !paths.has(path))
      .map(
        ([path, methods]) =>
          `${path} (${methods.join(', ')}): the client calls it and no row of infra/checks/conformance/rows names it.`,
      ),
  ];
}
