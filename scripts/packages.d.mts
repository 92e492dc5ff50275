export function packageFaults(packages: {
  lock: { packages: Record<string, Record<string, unknown>> };
  manifests: Record<string, Record<string, unknown>>;
}): string[];
