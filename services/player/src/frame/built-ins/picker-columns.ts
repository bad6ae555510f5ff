/** The columns of a picker's sheet and what a choice in them means. */
export interface PickerColumns {
  readonly texts: readonly (readonly string[])[];
  /** Row chosen in each column at first. */
  readonly value: readonly number[];
  /** Columns after one was turned; absent when they stay. */
  readonly turned?: (
    column: number,
    values: readonly number[],
  ) => {
    readonly columns: PickerColumns['texts'];
    readonly value: readonly number[];
  };
  /** Detail of the `change` event. */
  chosen(values: readonly number[]): Readonly<Record<string, unknown>>;
  /** The value of a picker nobody touched. */
  readonly initial: unknown;
}

export interface TimeSettings {
  readonly value: unknown;
  readonly start: string;
  readonly end: string;
  readonly fields: string;
}

/** Modes `selector` and `multiSelector`. */
export function listColumns(many: boolean, range: readonly unknown[], key: string, value: unknown): PickerColumns {
  const lists = many ? range.map((list) => (Array.isArray(list) ? (list as unknown[]) : [])) : [range];
  const texts = lists.map((list) => list.map((item) => wordOf(item, key)));
  const wanted = Array.isArray(value) ? (value as unknown[]) : [value];
  const rows = (values: readonly unknown[]) =>
    texts.map((column, at) =>
      Math.min(Math.max(0, Math.trunc(Number(values[at] ?? 0)) || 0), Math.max(0, column.length - 1)),
    );
  return {
    texts,
    value: rows(wanted),
    ...(many ? { turned: (_: number, values: readonly number[]) => ({ columns: texts, value: rows(values) }) } : {}),
    // A phone gives a selector's row as text and those of several columns as numbers.
    chosen: (values) => ({ value: many ? [...values] : String(values[0] ?? 0) }),
    initial: many ? rows([]) : 0,
  };
}

/** Mode `time`: `hh:mm` between `start` and `end`. */
export function timeColumns({ value, start, end }: TimeSettings): PickerColumns {
  const least = minutesOf(start, 0);
  const most = Math.max(least, minutesOf(end, 24 * 60 - 1));
  const at = Math.min(Math.max(minutesOf(value, least), least), most);
  const columnsFor = (hour: number) => {
    const hours = numbers(Math.floor(least / 60), Math.floor(most / 60));
    const first = hour === Math.floor(least / 60) ? least % 60 : 0;
    const last = hour === Math.floor(most / 60) ? most % 60 : 59;
    return [hours, numbers(first, last)] as const;
  };
  const rowsFor = (hour: number, minute: number) => {
    const [hours, minutes] = columnsFor(hour);
    return {
      columns: [hours.map(twoDigits), minutes.map(twoDigits)],
      value: [hours.indexOf(hour), near(minutes, minute)],
    };
  };
  const now = rowsFor(Math.floor(at / 60), at % 60);
  const hourOf = (row: number) => Math.floor(least / 60) + row;
  let shown = now.columns;
  return {
    texts: now.columns,
    value: now.value,
    turned(_, values) {
      const minute = Number(shown[1]?.[values[1] ?? 0] ?? 0);
      const next = rowsFor(hourOf(values[0] ?? 0), minute);
      shown = next.columns;
      return next;
    },
    chosen(values) {
      const [hours, minutes] = columnsFor(hourOf(values[0] ?? 0));
      return { value: `${twoDigits(hours[values[0] ?? 0] ?? 0)}:${twoDigits(minutes[values[1] ?? 0] ?? 0)}` };
    },
    initial: '',
  };
}

/** Mode `date`: `YYYY-MM-DD`, `YYYY-MM` or `YYYY` by `fields`, between `start` and `end`. */
export function dateColumns({ value, start, end, fields }: TimeSettings): PickerColumns {
  const least = dateOf(start) ?? [1900, 1, 1];
  const most = dateOf(end) ?? [2100, 12, 31];
  const parts = fields === 'year' ? 1 : fields === 'month' ? 2 : 3;
  const wanted = dateOf(value) ?? today();
  const columnsFor = (date: readonly number[]) => {
    const [year = 0, month = 1] = date;
    const atStart = year === least[0];
    const atEnd = year === most[0];
    const months = numbers(atStart ? (least[1] ?? 1) : 1, atEnd ? (most[1] ?? 12) : 12);
    const inMonth = near(months, month) < 0 ? 1 : (months[near(months, month)] ?? 1);
    const days = numbers(
      atStart && inMonth === least[1] ? (least[2] ?? 1) : 1,
      atEnd && inMonth === most[1] ? (most[2] ?? 31) : new Date(year, inMonth, 0).getDate(),
    );
    return [numbers(least[0] ?? 1900, Math.max(least[0] ?? 1900, most[0] ?? 2100)), months, days].slice(0, parts);
  };
  const rowsFor = (date: readonly number[]) => {
    const columns = columnsFor(date);
    const value = columns.map((column, at) => near(column, date[at] ?? 1));
    return { columns, value };
  };
  const [first = 1900] = least;
  let shown = rowsFor([Math.min(Math.max(wanted[0] ?? first, first), most[0] ?? 2100), wanted[1] ?? 1, wanted[2] ?? 1]);
  const words = ({ columns, value }: typeof shown) => ({
    columns: columns.map((column) => column.map(twoDigits)),
    value,
  });
  const dateAt = (values: readonly number[]) =>
    shown.columns.map((column, at) => column[values[at] ?? 0] ?? column.at(-1) ?? 1);
  return {
    texts: words(shown).columns,
    value: shown.value,
    turned(_, values) {
      shown = rowsFor(dateAt(values));
      return words(shown);
    },
    chosen: (values) => ({ value: dateIn(values).map(twoDigits).join('-') }),
    initial: '',
  };

  /** Rows → date by the columns that such a year and month have. */
  function dateIn(values: readonly number[]): number[] {
    const year = first + (values[0] ?? 0);
    const months = columnsFor([year, 1])[1] ?? [];
    const month = months[values[1] ?? 0] ?? months.at(-1) ?? 1;
    const days = columnsFor([year, month])[2] ?? [];
    return [year, month, days[values[2] ?? 0] ?? days.at(-1) ?? 1].slice(0, parts);
  }
}

function wordOf(item: unknown, key: string): string {
  const value: unknown =
    key && typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[key] : item;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, at) => from + at);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Row of the value, or of the nearest there is. */
function near(column: readonly number[], value: number): number {
  const first = column[0] ?? 0;
  return Math.min(Math.max(0, value - first), column.length - 1);
}

function minutesOf(time: unknown, absent: number): number {
  const match = /^(\d{1,2}):(\d{1,2})/.exec(typeof time === 'string' ? time : '');
  return match ? Math.min(Number(match[1]), 23) * 60 + Math.min(Number(match[2]), 59) : absent;
}

function dateOf(value: unknown): number[] | null {
  const match = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?/.exec(typeof value === 'string' ? value : '');
  return match ? [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)] : null;
}

function today(): number[] {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()];
}
