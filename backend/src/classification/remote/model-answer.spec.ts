import { describe, expect, it } from 'vitest';
import { parseAnswers } from './model-answer.js';
import { RemoteFailure } from './remote-failure.js';

const valid = {
  id: 'a1',
  evidence: ['The VPN is down'],
  rationale: 'The VPN is down.',
  abstain: false,
  category: 'technical',
  priority: 'high',
  confidence: 0.9,
};
const { id: _, ...given } = valid;
const parsed = { ...given, topic: null };

function parse(answers: unknown, ids = ['a1']): unknown[] {
  const text = typeof answers === 'string' ? answers : JSON.stringify({ answers });
  try {
    return parseAnswers(text, ids).map((answer) =>
      answer instanceof RemoteFailure ? answer.reason : answer,
    );
  } catch (error) {
    if (error instanceof RemoteFailure) return ['none at all'];
    throw error;
  }
}

describe('parseAnswers', () => {
  it('returns the answers in the order of the ids, without additional properties', () => {
    const answers = [{ ...valid, id: 'b2', priority: 'low', note: 'extra' }, valid];
    expect(parse(answers, ['a1', 'b2'])).toEqual([parsed, { ...parsed, priority: 'low' }]);
  });

  it.each([
    ['an unknown category', { category: 'hardware' }],
    ['no category', { category: undefined }],
    ['an unknown priority', { priority: 'urgent' }],
    ['a priority as a list', { priority: ['high'] }],
    ['confidence above one', { confidence: 1.01 }],
    ['confidence below zero', { confidence: -0.01 }],
    ['confidence above a hundred percent', { confidence: '101 %' }],
    ['confidence in words', { confidence: 'high' }],
    ['confidence as a list', { confidence: [0.9] }],
    ['confidence as an empty text', { confidence: '' }],
    ['no confidence', { confidence: null }],
    ['no rationale', { rationale: undefined }],
    ['a rationale that is not text', { rationale: { en: 'Because' } }],
    ['a rationale of control characters only', { rationale: '\u0000\u0007 \n' }],
    ['evidence that is not a list', { evidence: 'The VPN is down' }],
    ['evidence that is not text', { evidence: [{}] }],
    ['no value for abstain', { abstain: undefined }],
    ['another id', { id: 'A1' }],
  ])('rejects %s, for that ticket only', (_name, fault) => {
    const answers = [
      { ...valid, ...fault },
      { ...valid, id: 'b2' },
    ];
    expect(parse(answers, ['a1', 'b2'])).toEqual(['invalid_answer', parsed]);
  });

  it.each([
    ['after reasoning', '<think>Is {this} it? Or {"answers": []}?</think>\n', ''],
    ['in a code fence', '```json\n', '\n```'],
    ['between sentences', 'Here it is: ', '\nAnything else?'],
    ['after a byte order mark', '\ufeff', ''],
  ])('reads JSON %s', (_name, before, after) => {
    expect(parse(before + JSON.stringify({ answers: [valid] }) + after)).toEqual([parsed]);
  });

  it('reads quotes with any content', () => {
    const quoting = { ...valid, evidence: ['</think> {'] };
    expect(parse([quoting, { ...valid, id: 'b2' }], ['a1', 'b2'])).toEqual([
      { ...parsed, evidence: ['</think> {'] },
      parsed,
    ]);
    const text = `<think>So.</think>\n${JSON.stringify({ answers: [quoting] })}`;
    expect(parse(text)).toEqual([{ ...parsed, evidence: ['</think> {'] }]);
  });

  it.each([
    ['0.9', 0.9],
    ['90 %', 0.9],
    ['90%', 0.9],
    [90, 0.9],
    [100, 1],
    [1, 1],
    ['1', 1],
    [0.5, 0.5],
    [1e-7, 0],
  ])('reads the confidence %j', (confidence, expected) => {
    expect(parse([{ ...valid, confidence }])).toEqual([expect.objectContaining({ confidence: expected })]);
  });

  it('ignores the case of values, and reads confidence as text', () => {
    expect(parse([{ ...valid, category: 'Technical', priority: ' HIGH', confidence: '0.9' }])).toEqual([
      parsed,
    ]);
  });

  it('rejects two answers for one ticket', () => {
    expect(parse([valid, { ...valid, priority: 'critical' }])).toEqual(['invalid_answer']);
  });

  it.each([
    ['a bare answer', JSON.stringify(valid)],
    ['a list', JSON.stringify([valid])],
    ['a bare word', '"high"'],
    ['null', 'null'],
    ['half a JSON', JSON.stringify({ answers: [valid] }).slice(0, 60)],
    ['JSON in a code fence', '```json\n{}\n```'],
    ['no text', ''],
  ])('throws for %s', (_name, text) => {
    expect(parse(text)).toEqual(['none at all']);
  });

  it('reduces the rationale to one line of at most 500 characters without split surrogate pairs', () => {
    const odd = '  Line\u0000 one\r\n\tline \u202Etwo\u200B \ud800. ';
    const long = 'x'.repeat(499) + '😀'.repeat(9);
    const answers = [
      { ...valid, rationale: odd },
      { ...valid, id: 'b2', rationale: long },
    ];
    expect(parse(answers, ['a1', 'b2'])).toEqual([
      { ...parsed, rationale: 'Line one line two \ufffd.' },
      { ...parsed, rationale: 'x'.repeat(499) },
    ]);
  });
});
