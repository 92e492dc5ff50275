import { convertToParamMap } from '@angular/router';
import { createParamReader } from './param-reader';

describe('a filter in an address', () => {
  it('may stand there several times, and means what one with commas means', () => {
    const read = createParamReader(
      convertToParamMap({ priority: ['critical', 'high'], status: 'open', search: '' }),
    );
    expect(read('priority')).toBe('critical,high');
    expect(read('status')).toBe('open');
    expect(read('search')).toBe('');
    expect(read('category')).toBeNull();
  });
});
