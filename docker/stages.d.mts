export function checkOut(folder: string): string;

export function carryOut(
  dockerfile: string,
  context: string,
  scratch: string,
  options?: { upTo?: string; report?: (line: string) => void },
): string;
