const UNIQUE_VIOLATION = '23505';

/** Whether a statement failed because a row with the same key exists. @param constraint name of the unique index or constraint */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { driverError } = (error ?? {}) as { driverError?: { code?: string; constraint?: string } };
  return driverError?.code === UNIQUE_VIOLATION && driverError.constraint === constraint;
}
