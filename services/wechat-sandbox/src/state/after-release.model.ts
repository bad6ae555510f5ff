/** What an account does once its mini-program is online. A part is there from its first use; `?` keeps quiet accounts small. */
export interface AfterRelease {
  /** When each person (by openid) last came. */
  visits?: Record<string, { visitedAt: number }>;
  messages?: MessageState;
  links?: LinkState;
  checks?: CheckState;
  service?: ServiceState;
  shipping?: ShippingState;
  conduct?: ConductState;
  /** Phone data that was given out encrypted: hash → instant. */
  encrypted?: Record<string, { createdAt: number }>;
  phoneCalls?: number;
  /** Persons, by name, whom WeChat blocks (40226) or whose session has ended (87007). */
  userStates?: Record<string, { isBlocked: boolean; isSessionOver: boolean }>;
}

export const emptyAfterRelease = (): AfterRelease => ({});

export interface MessageState {
  isBanned: boolean;
  templates: PrivateTemplate[];
  /** Sends left by `openid templateId`. */
  grants: Record<string, number>;
  sent: SentMessage[];
  /** Service cards by `notify_type notify_code`. */
  cards: Record<string, ServiceCard>;
}

export interface PrivateTemplate {
  priTmplId: string;
  tid: string;
  kidList: number[];
  sceneDesc: string;
  createdAt: number;
}

export interface SentMessage {
  msgId: string;
  openid: string;
  templateId: string;
  title: string;
  page: string;
  state: string;
  lang: string;
  values: Record<string, string>;
  sentAt: number;
}

export interface ServiceCard {
  openid: string;
  type: number;
  code: string;
  content: string;
  ext: string | null;
  activatedAt: number;
  updatedAt: number;
}

export interface LinkState {
  /** Codes made by getwxacode and createwxaqrcode. */
  codes: number;
  uncheckedPages: string[];
  /** Punished: makes no links (40013). */
  isBanned: boolean;
  links: Record<string, MadeLink>;
  second: { startedAt: number; count: number };
  /** Begun today, or of an earlier day and void. */
  madeToday: { startedAt: number; count: number };
  openedToday: { startedAt: number; count: number };
  jumpRules: JumpRule[];
  jumpPublishes: number;
}

export interface MadeLink {
  kind: 'scheme' | 'url' | 'short';
  path: string;
  query: string;
  title: string;
  envVersion: 'release' | 'trial' | 'develop';
  createdAt: number;
  expiresAt: number;
  opens: number;
}

export interface JumpRule {
  prefix: string;
  permitSubRule: 1 | 2;
  path: string;
  openVersion: 1 | 2 | 3;
  debugUrls: string[];
  /** 1 not published, 2 published. */
  state: 1 | 2;
  createdAt: number;
}

export interface CheckState {
  /** Verdicts of the next checks, oldest first. */
  plan: PlannedCheck[];
  media: Record<string, MediaCheck>;
}

export interface PlannedCheck {
  suggest: 'pass' | 'review' | 'risky';
  label: number;
}

export interface MediaCheck {
  traceId: string;
  openid: string;
  url: string;
  scene: number;
  type: number;
  askedAt: number;
  doneAt: number | null;
  errcode: number | null;
  result: PlannedCheck | null;
}

export interface ServiceState {
  conversations: Record<string, Conversation>;
  messages: ServiceMessage[];
  media: Record<string, TemporaryMedia>;
}

export interface Conversation {
  /** Replies that actions of the person allow. */
  windows: { trigger: string; left: number; expiresAt: number }[];
  lastMessageAt: number | null;
  typingUntilAt: number | null;
  /** Whether WeChat's own console has taken the conversation. */
  isHandedOver: boolean;
}

export interface ServiceMessage {
  id: string;
  openid: string;
  from: 'shopper' | 'shop';
  msgType: string;
  content: Record<string, string>;
  sentAt: number;
}

export interface TemporaryMedia {
  contentType: string;
  base64: string;
  createdAt: number;
  expiresAt: number;
}

export interface ShippingState {
  /** null: decided by the account's categories. */
  isManaged: boolean | null;
  tradeType: number | null;
  jumpPath: string | null;
  isControlled: boolean;
  /** By transaction id. */
  orders: Record<string, ShippedOrder>;
}

export interface ShippedOrder {
  transactionId: string;
  logisticsType: number | null;
  deliveryMode: number | null;
  parcels: Parcel[];
  isFinished: boolean;
  /** How often the shipment was declared complete: 0, 1, or 2 after the one correction. */
  finishCount: number;
  /** As sent, to require that it grows. */
  uploadTime: string | null;
  shippedAt: number | null;
  confirmedAt: number | null;
  /** 1 the person, 2 time. */
  confirmMethod: 1 | 2 | null;
  settledAt: number | null;
  remindedAt: number | null;
  hasComplaint: boolean;
  special: { type: number; delayToAt: number | null } | null;
  hasSentReminder: boolean;
}

export interface Parcel {
  trackingNo: string;
  expressCompany: string;
  itemDesc: string;
  contact: Record<string, string> | null;
  uploadedAt: number;
}

export interface ConductState {
  privacyApplications: PrivacyApplication[];
  icp: IcpState;
}

export interface PrivacyApplication {
  apiName: string;
  auditId: number;
  /** 3 auditing, 4 failed, 5 open. */
  status: 3 | 4 | 5;
  reason: string;
  appliedAt: number;
  decidedAt: number | null;
}

export interface IcpState {
  order: Record<string, unknown> | null;
  isCanceling: boolean;
  smsVerifyStatus: 1 | 2 | 3;
  verifyTasks: Record<string, { createdAt: number; isFaceVerified: boolean }>;
  /** What the next step ends with. */
  nextOutcome: 'approve' | 'reject';
  auditData: { key_name: string; error: string; suggest: string }[];
}
