import { formatRationale } from './rationale-labels';

const text = (
  rationale_code: Parameters<typeof formatRationale>[0]['rationale_code'],
  rationale_params = {},
) => formatRationale({ rationale: 'As the service says it', rationale_code, rationale_params });

describe('formatRationale', () => {
  it('localizes a rationale with a code', () => {
    const terms = { category: 'technical', priority: 'high' };
    expect(
      text('words', { ...terms, category_words: ['VPN', 'page'], priority_words: ['cannot work'] }),
    ).toBe('Category: Technical – “VPN”, “page”. Priority: High – “cannot work”.');
    expect(text('words', { ...terms, category_words: [], priority_words: [] })).toBe(
      'Category: Technical – no clear signal. Priority: High – usual for this category.',
    );
    expect(text('tie', { categories: ['billing', 'account'] })).toContain('Billing and Account');
    expect(text('foreign_language')).toBe(
      'The bundled model was not trained on the language of this ticket.',
    );
  });

  it('falls back to the text of the service without a code or with an unknown code', () => {
    expect(text(null)).toBe('As the service says it');
    expect(text('new_code' as 'words')).toBe('As the service says it');
    expect(formatRationale({ rationale: null, rationale_code: null, rationale_params: null })).toBeNull();
  });
});
