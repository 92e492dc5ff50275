import { convertToParamMap } from '@angular/router';
import { createParamReader } from './param-reader';

describe('createParamReader', () => {
  it('joins repeated parameters with commas', () => {
    const read = createParamReader(
      convertToParamMap({ priority: ['critical', 'high'], status: 'open', search: '' }),
    );
    expect(read('priority')).toBe('critical,high');
    expect(read('status')).toBe('open');
    expect(read('search')).toBe('');
    expect(read('category')).toBeNull();
  });
});
