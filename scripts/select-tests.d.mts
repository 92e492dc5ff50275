export function selectTests(
  args: string[],
  filesOf: Record<string, string[]>,
): { name: string; files: string[] | undefined }[];
