import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { errorFields, errorText } from './error-fields.js';

/** An error as TypeORM and pg throw it. */
function queryFailed(message: string, facts: Record<string, unknown>): QueryFailedError {
  const driverError = Object.assign(new Error(message), facts);
  return new QueryFailedError('INSERT INTO users (email) VALUES ($1)', ['ada@example.org'], driverError);
}

const taken = queryFailed('duplicate key value violates unique constraint "uq_users_email"', {
  code: '23505',
  constraint: 'uq_users_email',
  table: 'users',
  detail: 'Key (email)=(ada@example.org) already exists.',
});

describe('errorFields', () => {
  it('include stack and constraint, but not the row', () => {
    const fields = errorFields(taken);
    expect(fields).toMatchObject({
      type: 'QueryFailedError',
      code: '23505',
      constraint: 'uq_users_email',
      table: 'users',
      message: 'duplicate key value violates unique constraint "uq_users_email"',
    });
    expect(fields.stack).toContain('error-fields.spec');
    expect(JSON.stringify(fields)).not.toMatch(/ada@|INSERT/);
    expect(errorText(taken)).not.toMatch(/ada@|INSERT/);
  });

  it('exclude a value of an invalid type', () => {
    const fields = errorFields(
      queryFailed('invalid input syntax for type integer: "my "secret" text"', { code: '22P02' }),
    );
    expect(fields.message).toBe('invalid input syntax for type integer: "…"');
    expect(JSON.stringify(fields)).not.toContain('secret');
  });

  it('treat causes in the same way', () => {
    const fields = errorFields(new AggregateError([new Error('outer', { cause: taken })], 'all failed'));
    expect(fields.errors?.[0]).toMatchObject({ message: 'outer', cause: { constraint: 'uq_users_email' } });
    expect(JSON.stringify(fields)).not.toContain('ada@');
  });

  it('exclude thrown values other than errors', () => {
    expect(JSON.stringify(errorFields('ada@example.org'))).not.toContain('ada@');
  });
});
