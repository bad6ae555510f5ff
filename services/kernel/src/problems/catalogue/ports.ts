import type { ProblemTable } from '../problem-table.js';

/** Problems of storage, queue and broadcast. */
export const portsProblems = {
  'storage.full': {
    status: 507,
    title: { zh: '存储空间已满', en: 'The storage is full' },
    detail: {
      zh: '文件 {path} 无法保存：存储空间已满，请联系平台运营方扩容。',
      en: 'The file {path} could not be stored: the storage has no space left. Ask the operator for more.',
    },
  },
  'storage.unavailable': {
    status: 503,
    title: { zh: '存储暂时不可用', en: 'The storage cannot be reached' },
    detail: { zh: '存储暂时不可用，请稍后重试。', en: 'The storage cannot be reached at the moment; try again later.' },
  },
  'storage.path_invalid': {
    status: 500,
    title: { zh: '文件路径无效', en: 'Invalid object path' },
    detail: { zh: '文件路径 {path} 无效。', en: 'The object path {path} is not valid.' },
  },
  'queue.job_invalid': {
    status: 500,
    title: { zh: '任务无效', en: 'Invalid job' },
    detail: { zh: '任务 {job} 无效：{reason}。', en: 'The job {job} is not valid: {reason}.' },
  },
  'queue.job_timed_out': {
    status: 504,
    title: { zh: '任务超时', en: 'The job took too long' },
    detail: {
      zh: '任务 {job} 超过 {timeoutMs} 毫秒未完成。',
      en: 'The job {job} did not finish within {timeoutMs} ms.',
    },
  },
  'broadcast.message_too_long': {
    status: 500,
    title: { zh: '广播消息过长', en: 'Broadcast message too long' },
    detail: {
      zh: '主题 {topic} 的消息超过 {limit} 字节。',
      en: 'The message for topic {topic} is longer than {limit} bytes.',
    },
  },
} as const satisfies ProblemTable;
