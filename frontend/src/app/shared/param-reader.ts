import { ParamMap } from '@angular/router';

/** Reads query parameters. Repeated parameters are joined with commas. */
export function createParamReader(map: ParamMap): (name: string) => string | null {
  return (name) => (map.has(name) ? map.getAll(name).join(',') : null);
}
