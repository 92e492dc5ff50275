import { describe, expect, it } from 'vitest';
import {
  parseRationale,
  FOREIGN_LANGUAGE,
  NO_KNOWN_WORD,
  NO_MODEL,
  RATIONALE_WITHHELD,
  formatTieRationale,
  formatWordsRationale,
} from './rationale.js';

describe('rationale codes', () => {
  it.each([
    [['page', 'error 500'], ['cannot work']],
    [['page'], []],
    [[], ['hi', 'today']],
    [[], []],
  ])('contain the words %j and %j as parameters', (categoryWords, priorityWords) => {
    expect(parseRationale(formatWordsRationale('technical', categoryWords, 'high', priorityWords))).toEqual({
      code: 'words',
      params: {
        category: 'technical',
        priority: 'high',
        category_words: categoryWords,
        priority_words: priorityWords,
      },
    });
  });

  it('name the reason why the service does not classify', () => {
    expect(parseRationale(formatTieRationale('billing', 'account'))).toEqual({
      code: 'tie',
      params: { categories: ['billing', 'account'] },
    });
    const codes = [NO_KNOWN_WORD, FOREIGN_LANGUAGE, RATIONALE_WITHHELD, NO_MODEL].map(
      (text) => parseRationale(text)?.code,
    );
    expect(codes).toEqual(['no_known_word', 'foreign_language', 'withheld', 'no_model']);
  });

  it.each([
    [
      'Words such as "page", "error 500" point to technical; "cannot work" to high.',
      { category_words: ['page', 'error 500'], priority_words: ['cannot work'] },
    ],
    [
      'No single word stands out for technical; high is the usual priority of such a ticket.',
      { category_words: [], priority_words: [] },
    ],
  ])('are found for the wording of earlier versions: %s', (text, words) => {
    expect(parseRationale(text)).toEqual({
      code: 'words',
      params: { category: 'technical', priority: 'high', ...words },
    });
  });

  it.each([
    ["The local model can't tell: billing and account are about as likely.", 'tie'],
    ['No word of this ticket is known to the local model.', 'no_known_word'],
    [
      'This ticket does not seem to be in English, which is all that the local model reads.',
      'foreign_language',
    ],
    [
      'The rationale was withheld: it repeats another ticket, or names a contact that is not in this one.',
      'withheld',
    ],
    ['No model could answer; a person should look.', 'no_model'],
  ])('are found for the wording of earlier versions: %s', (text, code) => {
    expect(parseRationale(text)?.code).toBe(code);
  });

  it('are null for a rationale that a model wrote', () => {
    expect(parseRationale('Network access is down for the user.')).toBeNull();
    expect(parseRationale(null)).toBeNull();
  });
});
