/**
 * SQL for a section's settings. They were checked against the template's schema when they were saved, yet that schema is the
 * template author's: none of these fails, whatever the setting holds.
 */

/** A text, or null when it is empty or none. */
export function textSetting(name: string): string {
  return `case when jsonb_typeof(want.settings -> '${name}') = 'string' then nullif(want.settings ->> '${name}', '') end`;
}

/** A count between 0 and `most`. */
export function countSetting(name: string, standard: number, most: number): string {
  return `case when jsonb_typeof(want.settings -> '${name}') = 'number'
    then least(greatest((want.settings ->> '${name}')::numeric, 0), ${most})::int else ${standard} end`;
}

/** A text[] of ids, empty when there are none. */
export function idsSetting(name: string): string {
  return `array(select jsonb_array_elements_text(case when jsonb_typeof(want.settings -> '${name}') = 'array'
    then want.settings -> '${name}' else '[]' end))`;
}
