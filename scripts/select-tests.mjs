// Which suites and files `npm test -- …` runs.
import { Stop } from './prepare.mjs';

/** The spec files that take minutes; the suite `images` is slow as a whole. */
const SLOW_FILES = ['test/costs.spec.ts', 'test/faults.spec.ts', 'test/fuzz.spec.ts'];
const SLOW_SUITES = ['images'];
const GROUPS = ['fast', 'slow'];

/**
 * Arguments are names of suites, at most one group, and then parts of file names: `e2e tickets`, `fast`, `unit e2e auth`.
 *
 * @param {string[]} args
 * @param {Record<string, string[]>} filesOf the spec files of each suite; none where the suite has no files to choose from
 * @returns {{ name: string, files: string[] | undefined }[]} `files` is undefined for the whole suite
 * @throws Stop when nothing would run
 */
export function selectTests(args, filesOf) {
  const isName = (word) => word in filesOf || GROUPS.includes(word);
  const end = args.findIndex((word) => !isName(word));
  const names = end < 0 ? args : args.slice(0, end);
  const words = end < 0 ? [] : args.slice(end);
  const suites = names.filter((name) => name in filesOf);
  const group = names.find((name) => GROUPS.includes(name));

  const selected = (suites.length > 0 ? suites : Object.keys(filesOf)).flatMap((name) => {
    if (filesOf[name].length === 0) {
      const isIn = words.length === 0 && (!group || SLOW_SUITES.includes(name) === (group === 'slow'));
      return isIn ? [{ name, files: undefined }] : [];
    }
    const files = filesOf[name].filter(
      (file) =>
        (!group || SLOW_FILES.includes(file) === (group === 'slow')) &&
        (words.length === 0 || words.some((word) => file.includes(word))),
    );
    if (files.length === 0) return [];
    return [{ name, files: files.length === filesOf[name].length ? undefined : files }];
  });
  if (selected.length > 0) return selected;
  throw new Stop(
    `No suite and no spec file matches "${args.join(' ')}". The suites are ${Object.keys(filesOf).join(', ')}, the ` +
      `groups ${GROUPS.join(' and ')}; further words select spec files whose path contains them.`,
  );
}
