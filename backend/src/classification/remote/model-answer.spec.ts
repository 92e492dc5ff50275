import { describe, expect, it } from 'vitest';
import { parseAnswers } from './model-answer.js';
import { RemoteFailure } from './remote-failure.js';

const good = {
  id: 'a1',
  evidence: ['The VPN is down'],
  rationale: 'The VPN is down.',
  abstain: false,
  category: 'technical',
  priority: 'high',
  confidence: 0.9,
};
const { id: _, ...read } = good;

function reading(answers: unknown, ids = ['a1']): unknown[] {
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

describe('what a model wrote about tickets', () => {
  it('is taken by the id of each, in the order of the question, and nothing beyond the schema is kept', () => {
    const answers = [{ ...good, id: 'b2', priority: 'low', note: 'extra' }, good];
    expect(reading(answers, ['a1', 'b2'])).toEqual([read, { ...read, priority: 'low' }]);
  });

  it.each([
    ['a category of its own', { category: 'hardware' }],
    ['no category', { category: undefined }],
    ['a priority of its own', { priority: 'urgent' }],
    ['a priority as a list', { priority: ['high'] }],
    ['confidence above one', { confidence: 1.01 }],
    ['confidence below zero', { confidence: -0.01 }],
    ['confidence above a hundred per cent', { confidence: '101 %' }],
    ['confidence in words', { confidence: 'high' }],
    ['confidence as a list', { confidence: [0.9] }],
    ['confidence as an empty text', { confidence: '' }],
    ['no confidence', { confidence: null }],
    ['no rationale', { rationale: undefined }],
    ['a rationale that is no text', { rationale: { en: 'Because' } }],
    ['a rationale of nothing but control characters', { rationale: '\u0000\u0007 \n' }],
    ['evidence that is no list', { evidence: 'The VPN is down' }],
    ['evidence that holds no text', { evidence: [{}] }],
    ['no word on whether it abstains', { abstain: undefined }],
    ['another id', { id: 'A1' }],
  ])('with %s is invalid for that ticket, and for no other', (_name, fault) => {
    const answers = [
      { ...good, ...fault },
      { ...good, id: 'b2' },
    ];
    expect(reading(answers, ['a1', 'b2'])).toEqual(['invalid_answer', read]);
  });

  it.each([
    ['after it has thought aloud', '<think>Is {this} it? Or {"answers": []}?</think>\n', ''],
    ['in a code fence', '```json\n', '\n```'],
    ['between sentences', 'Here it is: ', '\nAnything else?'],
    ['behind a byte order mark', '\ufeff', ''],
  ])('is read %s', (_name, before, after) => {
    expect(reading(before + JSON.stringify({ answers: [good] }) + after)).toEqual([read]);
  });

  it('is read whatever its quotes hold', () => {
    const quoting = { ...good, evidence: ['</think> {'] };
    expect(reading([quoting, { ...good, id: 'b2' }], ['a1', 'b2'])).toEqual([
      { ...read, evidence: ['</think> {'] },
      read,
    ]);
    const text = `<think>So.</think>\n${JSON.stringify({ answers: [quoting] })}`;
    expect(reading(text)).toEqual([{ ...read, evidence: ['</think> {'] }]);
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
  ])('may say its confidence as %j', (confidence, expected) => {
    expect(reading([{ ...good, confidence }])).toEqual([expect.objectContaining({ confidence: expected })]);
  });

  it('is read with its values in other letters, and its confidence as text', () => {
    expect(reading([{ ...good, category: 'Technical', priority: ' HIGH', confidence: '0.9' }])).toEqual([
      read,
    ]);
  });

  it('twice for one ticket is believed neither time', () => {
    expect(reading([good, { ...good, priority: 'critical' }])).toEqual(['invalid_answer']);
  });

  it.each([
    ['a bare answer', JSON.stringify(good)],
    ['a list', JSON.stringify([good])],
    ['a bare word', '"high"'],
    ['null', 'null'],
    ['half a JSON', JSON.stringify({ answers: [good] }).slice(0, 60)],
    ['JSON in a code fence', '```json\n{}\n```'],
    ['no text', ''],
  ])('as %s is none at all', (_name, text) => {
    expect(reading(text)).toEqual(['none at all']);
  });

  it('has its rationale made fit for one line on a screen, cut at 500 and never through a character', () => {
    const odd = '  Line\u0000 one\r\n\tline \u202Etwo\u200B \ud800. ';
    const long = 'x'.repeat(499) + '😀'.repeat(9);
    const answers = [
      { ...good, rationale: odd },
      { ...good, id: 'b2', rationale: long },
    ];
    expect(reading(answers, ['a1', 'b2'])).toEqual([
      { ...read, rationale: 'Line one line two \ufffd.' },
      { ...read, rationale: 'x'.repeat(499) },
    ]);
  });
});
