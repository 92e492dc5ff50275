export function proseOf(path: string, text: string): string | undefined;
