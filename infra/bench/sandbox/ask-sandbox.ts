/** One call of the sandbox on this machine. @throws Error when the answer is no success, by status or by errcode */
export async function askSandbox(port: number, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const value = (await answer.json()) as { errcode?: number };
  if (!answer.ok || (value.errcode ?? 0) !== 0)
    throw new Error(`${path} answered ${answer.status} ${JSON.stringify(value)}`);
  return value;
}

/** The newest token of every authorised account. */
export async function listTokens(port: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page = (await askSandbox(port, 'GET', `/sandbox/tokens?limit=10000&cursor=${cursor}`)) as TokenPage;
    tokens.push(...page.items.map(({ accessToken }) => accessToken));
    cursor = page.nextCursor;
  }
  return tokens;
}

interface TokenPage {
  readonly items: readonly { readonly accessToken: string }[];
  readonly nextCursor: string | null;
}
