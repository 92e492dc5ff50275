import { describe, expect, it } from 'vitest';
import {
  codedRationale,
  FOREIGN_LANGUAGE,
  NO_KNOWN_WORD,
  NO_MODEL,
  RATIONALE_WITHHELD,
  tieRationale,
  wordsRationale,
} from './rationale.js';

describe('a rationale of the service', () => {
  it.each([
    [['page', 'error 500'], ['cannot work']],
    [['page'], []],
    [[], ['hi', 'today']],
    [[], []],
  ])('tells the words %j and %j as parameters', (categoryWords, priorityWords) => {
    expect(codedRationale(wordsRationale('technical', categoryWords, 'high', priorityWords))).toEqual({
      code: 'words',
      params: {
        category: 'technical',
        priority: 'high',
        category_words: categoryWords,
        priority_words: priorityWords,
      },
    });
  });

  it('tells why it does not answer', () => {
    expect(codedRationale(tieRationale('billing', 'account'))).toEqual({
      code: 'tie',
      params: { categories: ['billing', 'account'] },
    });
    const codes = [NO_KNOWN_WORD, FOREIGN_LANGUAGE, RATIONALE_WITHHELD, NO_MODEL].map(
      (text) => codedRationale(text)?.code,
    );
    expect(codes).toEqual(['no_known_word', 'foreign_language', 'withheld', 'no_model']);
  });

  it('has no code where a model wrote it', () => {
    expect(codedRationale('Network access is down for the user.')).toBeNull();
    expect(codedRationale(null)).toBeNull();
  });
});
