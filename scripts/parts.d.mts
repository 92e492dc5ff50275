export type PartName = 'bundled-model' | 'embedded-postgres' | 'service' | 'console';
export function staleParts(root: string, names: PartName[]): string[];
export function requireBuilds(root: string, names: PartName[]): void;
