import { mergedTrial } from '../code/commit.js';
import { keepDraft } from '../code/template-library.js';
import { ApiError } from '../protocol/api-error.js';
import { characterCount } from '../protocol/fields.js';
import type { App } from '../state/app.model.js';
import type { CiAccount, DevVersion } from '../state/ci.model.js';
import type { World } from '../world.js';
import { type CiCall, type CiEndpoint, requireSigned } from './ci-endpoint.js';
import { refused } from './ci-error.js';
import type { PackedFiles } from './container.js';
import { previewQr } from './preview-qr.js';
import { rememberSourceMaps } from './source-maps.js';
import { inspectUpload, requireUploadSizes, unpackUpload } from './uploaded-source.js';

/** Codes of the code-management permission set. */
const CODE_SET = 18;
const MAX_VERSION_CHARACTERS = 64;
/** A version that came by upload has no template. */
const NO_TEMPLATE = -1;

/** miniprogram-ci.md §3.3. */
export const ciUploadEndpoints: readonly CiEndpoint[] = [
  { method: 'POST', path: '/wxa/ci/upload', isPackage: true, handle: (call) => receive(call, 'upload') },
  { method: 'POST', path: '/wxa/ci/testSourceURL', isPackage: true, handle: (call) => receive(call, 'preview') },
];

function receive(call: CiCall, kind: DevVersion['kind']): object {
  const { files, signature } = unpackUpload(call.bytes);
  const { app, account } = requireSigned(call, call.query['appid'], signature);
  const said = readQuery(call.query);
  const source = inspectUpload(files);
  requireUploadSizes(source, {
    totalMb: account.isDevelopment ? 20 : 30,
    isLargePreview: kind === 'preview' && call.query['bigPackageSizeSupport'] === '1',
  });
  if (said.page !== null && !source.pages.includes(said.page)) throw refused(`invalid path: ${said.page}`);
  const version: DevVersion = {
    kind,
    robot: said.robot,
    version: said.version,
    desc: said.desc,
    fileCount: files.size,
    path: call.query['path'] ?? null,
    uploadedAt: Date.now(),
    source,
  };
  if (kind === 'upload') {
    store(call.world, app, account, version, files);
    rememberSourceMaps(call.world, app.appid, said.robot, files);
  } else keep(account, version);
  const qr = kind === 'preview' && { qrcode_img: previewQr(app.appid, version).toString('base64') };
  return { body: { ...sizesOf(version), ext_plugin_info: [], ...qr } };
}

/** Throws CiError when the query is not what the uploader sends. */
function readQuery(query: Record<string, string>) {
  const { version = '', desc = '', robot = '1', type, path } = query;
  if (type !== undefined && type !== 'miniProgram') throw refused(`invalid type: ${type}`);
  if (version === '' || characterCount(version) > MAX_VERSION_CHARACTERS) throw refused('invalid version');
  if (!/^\d{1,2}$/.test(robot) || Number(robot) < 1 || Number(robot) > 30) throw refused('invalid robot');
  return { version, desc, robot: Number(robot), page: path ? (path.split('?')[0] ?? null) : null };
}

/** The development mini-program feeds the draft box, or an authorised account's trial version; every other one keeps it itself. */
function store(world: World, app: App, account: CiAccount, version: DevVersion, files: PackedFiles): void {
  const ext = account.isDevelopment ? readExt(files) : null;
  if (ext?.json['extEnable'] === true && ext.json['directCommit'] === true) {
    commitTo(world, ext.json['extAppid'], ext.text, version);
    return;
  }
  if (account.isDevelopment) {
    keepDraft(world, {
      userVersion: version.version,
      userDesc: version.desc,
      sourceAppid: app.appid,
      developer: `ci机器人${version.robot}`,
      createdAt: version.uploadedAt,
      source: version.source,
    });
  }
  keep(account, version);
}

function keep(account: CiAccount, version: DevVersion): void {
  const others = account.devVersions.filter(({ kind, robot }) => kind !== version.kind || robot !== version.robot);
  account.devVersions = [version, ...others];
}

function commitTo(world: World, extAppid: unknown, extJson: string, version: DevVersion): void {
  const target = typeof extAppid === 'string' ? world.findApp(extAppid) : null;
  const { isActive = false, permissionSets = [] } = target?.authorization ?? {};
  if (target === null || !isActive || !permissionSets.includes(CODE_SET))
    throw refused(`extAppid ${JSON.stringify(extAppid)} is not authorized`);
  const said = { templateId: NO_TEMPLATE, userVersion: version.version, userDesc: version.desc, extJson };
  target.trial = refusing(() => mergedTrial(world, target, version.source, said));
}

/** A refusal of the API in the uploader's language. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError) throw refused(`ext.json: ${error.message}`);
    throw error;
  }
}

function readExt(files: PackedFiles): { text: string; json: Record<string, unknown> } | null {
  const bytes = files.get('ext.json');
  if (bytes === undefined) return null;
  const text = Buffer.from(bytes).toString('utf8');
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return { text, json: json as Record<string, unknown> };
  } catch {
    // Falls through.
  }
  throw refused('ext.json is not valid JSON');
}

const sizesOf = ({ source: { sizes } }: DevVersion): object => ({
  subpackage_info: [
    { name: '__FULL__', size: sizes.total },
    { name: '__APP__', size: sizes.main },
    ...Object.entries(sizes.subPackages).map(([root, size]) => ({ name: `/${root}`, size })),
  ],
});
