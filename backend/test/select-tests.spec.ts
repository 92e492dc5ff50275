import { describe, expect, it } from 'vitest';
import { selectTests } from '../../scripts/select-tests.mjs';

const FILES = {
  unit: ['src/auth/session.spec.ts', 'src/tickets/status.spec.ts'],
  e2e: ['test/costs.spec.ts', 'test/faults.spec.ts', 'test/ticket-list.spec.ts', 'test/tickets.spec.ts'],
  images: [],
};
const select = (...args: string[]) => selectTests(args, FILES);

describe('the arguments of npm test', () => {
  it('may be missing, which selects everything', () => {
    expect(select()).toEqual([{ name: 'unit' }, { name: 'e2e' }, { name: 'images' }]);
  });

  it('name suites', () => {
    expect(select('e2e', 'images')).toEqual([{ name: 'e2e' }, { name: 'images' }]);
  });

  it('select files by a part of their path', () => {
    expect(select('e2e', 'tickets')).toEqual([{ name: 'e2e', files: ['test/tickets.spec.ts'] }]);
    expect(select('e2e', 'list', 'costs')).toEqual([
      { name: 'e2e', files: ['test/costs.spec.ts', 'test/ticket-list.spec.ts'] },
    ]);
  });

  it('select files of all suites where none is named', () => {
    expect(select('tickets')).toEqual([
      { name: 'unit', files: ['src/tickets/status.spec.ts'] },
      { name: 'e2e', files: ['test/tickets.spec.ts'] },
    ]);
  });

  it('select a group', () => {
    expect(select('fast')).toEqual([
      { name: 'unit' },
      { name: 'e2e', files: ['test/ticket-list.spec.ts', 'test/tickets.spec.ts'] },
    ]);
    expect(select('slow')).toEqual([
      { name: 'e2e', files: ['test/costs.spec.ts', 'test/faults.spec.ts'] },
      { name: 'images' },
    ]);
    expect(select('unit', 'fast')).toEqual([{ name: 'unit' }]);
  });

  it.each([['e2e', 'nothing'], ['images', 'tickets'], ['unit', 'slow'], ['nothing']])(
    'are refused where nothing matches: %s %s',
    (...args) => {
      expect(() => select(...args)).toThrow(/The suites are unit, e2e, images/);
    },
  );
});
