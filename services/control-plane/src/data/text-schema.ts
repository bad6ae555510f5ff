import { Type } from 'typebox';

// PostgreSQL stores neither NUL nor half a surrogate pair; other control characters have no place in a line of text.
const character = '[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]';
const visible = '[^\\s\\u0000-\\u001f\\u007f\\ud800-\\udfff]';

/** One line of text that is not blank, such as a name. */
export function lineOfText(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: `^${character}*${visible}${character}*$` });
}

/** A line that neither begins nor ends with a blank, such as a reference. */
export function trimmedText(maxLength: number, description: string) {
  return Type.String({ minLength: 1, maxLength, pattern: `^${visible}(${character}*${visible})?$`, description });
}

/** What somebody looks for; may be empty. */
export function searchText(description: string) {
  return Type.String({ maxLength: 100, pattern: `^${character}*$`, description });
}
