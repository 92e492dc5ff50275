/**
 * The instructions of a Dockerfile, without support for heredocs and arguments.
 */
export function instructionsOf(text) {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return [...lines.matchAll(/^([A-Z]+) ((?:--\S+ )*)(.*)$/gm)].map(([, name, flags, rest]) => ({
    name,
    text: rest,
    flags: Object.fromEntries(
      [...flags.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag, value]) => [flag, value]),
    ),
    words: rest.split(/\s+/),
  }));
}
