import type { ProblemTable } from '../problem-table.js';

/** Upload keys, direct uploads and the way of a template into the draft box. */
export const directProblems = {
  'upload_key.invalid': {
    status: 422,
    title: { zh: '上传密钥有误', en: 'The upload key is not valid' },
    detail: {
      zh: '请粘贴 private.<appid>.key 文件的完整内容（以 -----BEGIN RSA PRIVATE KEY----- 开头）。',
      en: 'Paste the whole content of the file private.<appid>.key, which begins with -----BEGIN RSA PRIVATE KEY-----.',
    },
  },
  'upload_key.missing': {
    status: 409,
    title: { zh: '尚未配置上传密钥', en: 'No upload key yet' },
    detail: {
      zh: '请商户管理员在 mp.weixin.qq.com「管理 → 开发管理 → 小程序代码上传」生成 {appId} 的密钥并在此保存。',
      en: 'Ask the administrator of {appId} to generate its key at mp.weixin.qq.com (管理 → 开发管理 → 小程序代码上传) and save it here.',
    },
  },
  'upload_key.refused': {
    status: 409,
    title: { zh: '微信不接受该上传密钥', en: 'WeChat does not accept the upload key' },
    detail: {
      zh: '{appId} 的密钥已重置，或不属于该小程序。请重新生成并保存新的密钥。',
      en: 'The key of {appId} was reset or belongs to another mini-program. Generate a new one and save it.',
    },
  },
  'upload.ip_refused': {
    status: 409,
    title: { zh: '上传 IP 不在白名单', en: 'Our address is not in the IP allow-list' },
    detail: {
      zh: '请把 {ip} 加入 {appId} 的「小程序代码上传」IP 白名单（或关闭白名单），再重新上传。',
      en: 'Add {ip} to the IP allow-list of {appId} (小程序代码上传), or switch the list off, and upload again.',
    },
  },
  'upload.too_large': {
    status: 422,
    title: { zh: '代码包超过微信的大小限制', en: 'The package is larger than WeChat allows' },
    detail: {
      zh: '微信的说明：{reason}。请模板作者减小代码包（主包与每个分包各 2 MB）。',
      en: 'WeChat says: {reason}. The template has to become smaller: 2 MB for the main package and for each subpackage.',
    },
  },
  'upload.package_refused': {
    status: 422,
    title: { zh: '代码包未通过微信上传工具的检查', en: "The package did not pass WeChat's upload tool" },
    detail: {
      zh: '上传工具的说明：{reason}。请模板作者修正。',
      en: 'The tool says: {reason}. The template has to be mended.',
    },
  },
  'upload.refused': {
    status: 502,
    title: { zh: '微信拒绝了上传', en: 'WeChat refused the upload' },
    detail: { zh: '微信的说明：{reason}', en: 'WeChat says: {reason}' },
  },
  'upload.unreachable': {
    status: 502,
    title: { zh: '无法完成上传', en: 'The upload could not be carried out' },
    detail: {
      zh: '没有连接到微信的上传服务，或耗时过长：{reason}。请检查网络与 WECHAT_CI_PROXY 后重新上传。',
      en: "WeChat's upload service was not reached, or it took too long: {reason}. Check the network and WECHAT_CI_PROXY, then upload again.",
    },
  },
  'upload.no_uploader': {
    status: 503,
    title: { zh: '没有正在运行的上传程序', en: 'No uploader is at work' },
    detail: {
      zh: '任务已等待 {seconds} 秒。请运营方启动 uploader（npm run uploader:install 后重启，或 docker compose up uploader）。',
      en: 'It has been waiting for {seconds} s. Start the uploader (npm run uploader:install and start again, or docker compose up uploader).',
    },
  },
  'upload.not_found': {
    status: 404,
    title: { zh: '上传记录不存在', en: 'No such upload' },
    detail: { zh: '没有这条上传记录。', en: 'There is no such upload.' },
  },
  'upload.not_cancellable': {
    status: 409,
    title: { zh: '上传已无法取消', en: 'The upload can no longer be cancelled' },
    detail: {
      zh: '只能取消排队中的上传，当前状态：{state}。',
      en: 'Only a queued upload can be cancelled; this one is {state}.',
    },
  },
  'upload.no_picture': {
    status: 404,
    title: { zh: '没有预览二维码', en: 'No code to scan' },
    detail: {
      zh: '只有已完成的预览才有二维码。',
      en: 'Only a finished preview has a code to scan.',
    },
  },
  'upload.page_unknown': {
    status: 422,
    title: { zh: '页面不存在', en: 'No such page' },
    detail: { zh: '代码包中没有页面 {page}。', en: 'The package has no page {page}.' },
  },
  'development_applet.missing': {
    status: 409,
    title: { zh: '尚未配置开发小程序', en: 'No development mini-program yet' },
    detail: {
      zh: '请先保存第三方平台的开发小程序 AppID 与上传密钥（PUT /api/platform/development-applet），或用开发者工具上传草稿。',
      en: "Save the AppID and upload key of the platform's development mini-program first (PUT /api/platform/development-applet), or upload the draft with DevTools.",
    },
  },
  'template.differs': {
    status: 409,
    title: { zh: '模板文件不一致', en: 'The template is not the same everywhere' },
    detail: {
      zh: '上传程序中的 {template} 与控制台中的文件不同。请用同一份模板重启各程序，或提升模板版本号后重试。',
      en: 'The uploader holds other files of {template} than the control plane. Start all programs with the same templates, or raise the version, and upload again.',
    },
  },
  'template.upload_under_way': {
    status: 409,
    title: { zh: '正在上传另一个草稿', en: 'Another draft is being uploaded' },
    detail: {
      zh: '草稿箱只保留最新的一份，请等当前上传完成。',
      en: 'The draft box keeps the newest only; wait until the upload under way is done.',
    },
  },
} as const satisfies ProblemTable;
