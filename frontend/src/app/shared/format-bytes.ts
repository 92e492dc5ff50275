import { currentLanguage } from '../core/language';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const STEP = 1024;

/** "512 byte", "34 kB", "2.1 MB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= STEP && unit < UNITS.length - 1; unit++) value /= STEP;
  const options = { style: 'unit', unit: UNITS[unit], maximumFractionDigits: value < 10 && unit > 1 ? 1 : 0 };
  return new Intl.NumberFormat(currentLanguage(), options as Intl.NumberFormatOptions).format(value);
}
