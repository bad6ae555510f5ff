import type { TemplateSource } from './model.js';
import type { Token } from './token.model.js';

/** What an account has to do with miniprogram-ci; absent until somebody asks for an upload key or changes a setting. */
export interface CiAccount {
  /** Public half of the upload key (SPKI PEM). WeChat does not keep the private half either. */
  publicKeyPem: string | null;
  keyIssuedAt: number | null;
  /** IPv4 or IPv6 addresses that may upload; null = the list is switched off. */
  allowedIps: string[] | null;
  /** The platform's development mini-program: its uploads go to the draft box (`platform: true` in getattr). */
  isDevelopment: boolean;
  /** Given out by getrandstr and not used yet; each signs one request. */
  randomStrings: Token[];
  /** The newest upload of each robot, and its newest preview, newest first. */
  devVersions: DevVersion[];
}

export interface DevVersion {
  kind: 'upload' | 'preview';
  /** 1 to 30; "ci机器人N" in the console. */
  robot: number;
  version: string;
  desc: string;
  fileCount: number;
  /** What a preview opens: page and query. */
  path: string | null;
  uploadedAt: number;
  source: TemplateSource;
}
