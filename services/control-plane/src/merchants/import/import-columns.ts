import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';
import type { Text } from '#kernel/problems/problem-table.js';
import { isCreditCode } from '../credit-code.js';
import {
  ClientRef,
  ContactEmail,
  ContactName,
  ContactPhone,
  CreditCode,
  MerchantName,
  WantedAppId,
} from '../merchant-fields.js';
import type { MerchantData } from '../merchants.repository.js';

/** One column of a client list. */
export interface ImportColumn {
  readonly name: string;
  /** The header in Chinese; both are understood. */
  readonly zhName: string;
  readonly field: keyof MerchantData;
  readonly isRequired: boolean;
  /** What a cell without its surrounding blanks becomes before it is checked. */
  readonly normalise: (cell: string) => string;
  /** Null when the value is fine. */
  readonly findFault: (value: string) => ColumnFault | null;
}

/** Why a value was not taken. */
export interface ColumnFault extends Text {
  readonly code: string;
}

const ajv = new Ajv({ strict: true });
(addFormats as unknown as (ajv: Ajv) => Ajv)(ajv);

const asIs = (cell: string): string => cell;
const upper = (cell: string): string => cell.toUpperCase();
const lower = (cell: string): string => cell.toLowerCase();

/** The columns of a client list, in the order of the template. `README.md` beside this file describes them for people. */
export const importColumns: readonly ImportColumn[] = [
  column('client_ref', '客户编号', 'clientRef', ClientRef, {
    code: 'invalid_ref',
    zh: '客户编号最多 64 个字符，不能包含换行或控制字符',
    en: 'a client reference has at most 64 characters and no line breaks',
  }),
  column('name', '商户名称', 'name', MerchantName, {
    code: 'invalid_name',
    zh: '商户名称最多 100 个字符，不能包含换行或控制字符',
    en: 'a name has at most 100 characters and no line breaks',
  }),
  column('contact_name', '联系人', 'contactName', ContactName, {
    code: 'invalid_name',
    zh: '联系人最多 50 个字符，不能包含换行或控制字符',
    en: "a contact's name has at most 50 characters and no line breaks",
  }),
  column('email', '邮箱', 'contactEmail', ContactEmail, {
    code: 'invalid_email',
    zh: '邮箱格式不正确，例如 name@example.com',
    en: 'not an e-mail address, such as name@example.com',
  }),
  column('phone', '电话', 'contactPhone', ContactPhone, {
    code: 'invalid_phone',
    zh: '电话只能包含数字、空格、短横线和开头的 +，5 至 20 位',
    en: 'a phone number has 5 to 20 digits, blanks or hyphens, and may begin with +',
  }),
  column(
    'credit_code',
    '统一社会信用代码',
    'creditCode',
    CreditCode,
    {
      code: 'invalid_credit_code',
      zh: '统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z）',
      en: 'a credit code has 18 digits or capital letters other than I, O, S, V and Z',
    },
    upper,
    (value) =>
      isCreditCode(value)
        ? null
        : {
            code: 'credit_code_check_digit',
            zh: '统一社会信用代码的校验位不正确，请核对是否抄错',
            en: 'the check digit of the credit code is wrong: a character was mistyped',
          },
  ),
  column(
    'app_id',
    '小程序AppID',
    'wantedAppId',
    WantedAppId,
    {
      code: 'invalid_app_id',
      zh: 'AppID 应为 wx 加 16 位十六进制字符',
      en: 'an AppID is wx and 16 hexadecimal digits',
    },
    lower,
  ),
];

function column(
  name: string,
  zhName: string,
  field: keyof MerchantData,
  schema: TSchema,
  fault: ColumnFault,
  normalise: (cell: string) => string = asIs,
  findFurtherFault: (value: string) => ColumnFault | null = () => null,
): ImportColumn {
  const isValid = ajv.compile(schema);
  return {
    name,
    zhName,
    field,
    isRequired: field === 'clientRef' || field === 'name',
    normalise,
    findFault: (value) => (isValid(value) ? findFurtherFault(value) : fault),
  };
}
