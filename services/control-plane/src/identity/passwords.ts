import { Algorithm, hash, verify } from '@node-rs/argon2';
import { Type } from 'typebox';

/** OWASP's argon2id profile: 19 MiB, two passes, one lane. */
const options = {
  algorithm: 2 satisfies Algorithm.Argon2id,
  memoryCost: 19 * 1024,
  timeCost: 2,
  parallelism: 1,
} as const;

export const Password = Type.String({ minLength: 10, maxLength: 128 });

export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

let nobodysHash: Promise<string> | undefined;

/** @param passwordHash null for an unknown e-mail: the same work is done, so that the time taken does not tell who has an account */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword('the password of nobody');
  const matches = await verify(passwordHash ?? (await nobodysHash), password);
  return passwordHash !== null && matches;
}
