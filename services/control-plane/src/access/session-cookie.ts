import type { FastifyReply } from 'fastify';

export const SESSION_COOKIE = 'xp_session';
/** A session ends after this long without a request … */
export const SESSION_IDLE_HOURS = 12;
/** … and this long after log-in at the latest. */
export const SESSION_DAYS = 7;

/** @param publicUrl CONTROL_PLANE_URL; the cookie is Secure when it is https */
export function setSessionCookie(reply: FastifyReply, token: string, publicUrl: string): void {
  void reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(publicUrl), maxAge: SESSION_DAYS * 24 * 3600 });
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  void reply.clearCookie(SESSION_COOKIE, cookieOptions(publicUrl));
}

function cookieOptions(publicUrl: string) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') } as const;
}
