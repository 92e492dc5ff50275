import { ParamMap } from '@angular/router';

/** Of an address. A filter that stands in it several times means the same as one with commas. */
export function createParamReader(map: ParamMap): (name: string) => string | null {
  return (name) => (map.has(name) ? map.getAll(name).join(',') : null);
}
