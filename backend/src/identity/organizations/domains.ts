import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { fault } from '../../common/field-faults.js';
import { ValidateField } from '../../common/validate-field.js';
import { normalizeEmail } from '../../config/email-address.js';
import { HasItems } from '../../http/validation.js';

const MAX_DOMAINS = 100;

/** Frequent providers of mail addresses for everyone. */
const PUBLIC_PROVIDERS: ReadonlySet<string> = new Set(
  (
    'gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.de live.com live.de msn.com yahoo.com ' +
    'yahoo.de ymail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de ' +
    'freenet.de mail.com mail.ru yandex.ru proton.me protonmail.com posteo.de mailbox.org qq.com 163.com'
  ).split(' '),
);

/** Normalizes a domain to its ASCII form in lower case. Undefined for an invalid one. */
export function normalizeDomain(text: string): string | undefined {
  const address = normalizeEmail(`a@${text.trim().replace(/^@/, '')}`);
  const domain = address?.slice('a@'.length);
  return domain?.includes('.') ? domain : undefined;
}

/** Requires domains of mail addresses, which are stored normalized and once each. */
export function IsDomainList(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value)
        ? [...new Set(value.map((each: unknown) => (typeof each === 'string' ? normalize(each) : each)))]
        : value,
    ),
    HasItems({ max: MAX_DOMAINS }),
    ValidateField(
      'isDomain',
      (value) => {
        if (typeof value !== 'string' || normalizeDomain(value) === undefined) return fault('domain_invalid');
        return PUBLIC_PROVIDERS.has(value) ? fault('domain_public', { domain: value }) : undefined;
      },
      { each: true },
    ),
    ApiProperty({ type: 'array', items: { type: 'string' }, example: ['example.org'] }),
  );
}

function normalize(text: string): string {
  return normalizeDomain(text) ?? text;
}
