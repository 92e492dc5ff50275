import { isIP } from 'node:net';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { fault } from '../../common/field-faults.js';
import { ValidateField } from '../../common/validate-field.js';

const MAX_HOST = 253;
/** Underscores are not part of host names, but of the names of containers. */
const LABEL = /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/i;

/** Requires a host name or an IP address, without a port. Private hosts are allowed: only administrators name one. */
export function IsHost(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    ValidateField('isHost', (value) => {
      if (typeof value !== 'string') return fault('not_text');
      if (value.length > MAX_HOST) return fault('too_long', { max: MAX_HOST });
      const isName = value.split('.').every((label) => LABEL.test(label));
      return isName || isIP(value) !== 0 ? undefined : fault('host_invalid');
    }),
    ApiProperty({ minLength: 1, maxLength: MAX_HOST, example: 'imap.example.org' }),
  );
}
