// Plain dates as whole days since 1 January 1970: no clock, no zone, so no surprise at midnight or in March.
const MS_PER_DAY = 86_400_000;

export const dayOf = (iso) => Date.parse(`${iso}T00:00:00Z`) / MS_PER_DAY;

export const isoOf = (day) => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

/** The first day of the month `months` after the one that `day` lies in. */
export function monthStart(day, months = 0) {
  const date = new Date(day * MS_PER_DAY);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / MS_PER_DAY;
}

/** 0 is Monday. The epoch was a Thursday. */
export const weekday = (day) => (((day + 3) % 7) + 7) % 7;

export const dayOfMonth = (day) => new Date(day * MS_PER_DAY).getUTCDate();

/** Writes dates as the server does: 01 NOV 2026. `names` are its twelve months. */
export class Calendar {
  constructor(names) {
    this.names = names;
  }

  month(day) {
    const date = new Date(day * MS_PER_DAY);
    return `${this.names[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  date(day) {
    return `${String(dayOfMonth(day)).padStart(2, "0")} ${this.month(day)}`;
  }

  span(start, days) {
    return days === 1 ? this.date(start) : `${this.date(start)} – ${this.date(start + days - 1)}`;
  }
}
