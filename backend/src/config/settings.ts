import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { applyDecorators } from '@nestjs/common';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  getMetadataStorage,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsIP,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  validateSync,
} from 'class-validator';
import { OperatorError } from '../common/operator-error.js';
import { REMOTE_PROVIDERS, type ProviderSettings } from '../classification/remote/remote-providers.js';
import { REMOTE_SOURCES, type RemoteSource } from '../vocabulary/index.js';
import { deprecatedSettings } from './deprecated-settings.js';
import { IsEmailAddress } from './email-address.js';
import { IsStrongPassword } from './password-rule.js';
import { parseSecretsKey } from '../common/secret-cipher.js';
import { IsSecret, isPlaceholder } from './secret-rule.js';

const commaSeparated = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;

const isTrueOrFalse = ({ value }: { value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

const withoutTrailingSlash = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.replace(/\/$/, '') : value;

const JWT_SECRET_RULE = 'Set at least 32 random characters, such as the output of `openssl rand -hex 32`.';

const SECRETS_KEY_RULE =
  'Set 32 random bytes in base64 or hexadecimal, such as the output of `openssl rand -base64 32`.';

/** A weak password may be acceptable for a database that is not exposed, but a placeholder was never changed. */
function hasPlaceholderPassword(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { password } = new URL(url);
  return password !== '' && isPlaceholder(password);
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * Requires both prices or none: one alone does not give the cost of a call, and a budget without prices would never be
 * reached.
 */
function IsPrice(): PropertyDecorator {
  return applyDecorators(
    Type(() => Number),
    ValidateIf(
      (settings: Settings, value: unknown) =>
        value !== undefined ||
        settings.TRIAGE_DAILY_BUDGET_USD !== undefined ||
        settings.TRIAGE_PRICE_INPUT_PER_MILLION !== undefined ||
        settings.TRIAGE_PRICE_OUTPUT_PER_MILLION !== undefined,
    ),
    ValidateBy({
      name: 'isPrice',
      validator: {
        validate: (value: unknown) => typeof value === 'number' && value >= 0 && value <= 100_000,
        defaultMessage: () =>
          'Set an amount in US dollars from 0 to 100,000. Set both prices or none; TRIAGE_DAILY_BUDGET_USD requires both.',
      },
    }),
  );
}

const PROVIDER_SETTINGS: (new () => object)[] = Object.values(REMOTE_PROVIDERS).map(
  ({ settings }) => settings,
);

/** Settings of the providers of remote models, declared in their folders. */
const SettingsOfProviders = class {
  constructor() {
    Object.assign(this, ...PROVIDER_SETTINGS.map((Part) => new Part()));
  }
} as new () => ProviderSettings;

/**
 * Settings of the service, read from the environment. README and `.env.example` describe them. An empty variable counts
 * as unset, since a `.env` line without a value produces one.
 */
export class Settings extends SettingsOfProviders {
  @Type(() => Number) @Max(65535) @Min(0) @IsInt() PORT = 8000;

  /** Listening address. Only this machine by default: exposing the service is a deliberate decision. */
  @IsIP(undefined, { message: 'Set an IP address of this machine, or 0.0.0.0 for all of its addresses.' })
  HOST = '127.0.0.1';

  /** Proxies whose forwarding headers are trusted: addresses, networks, or names of the proxy-addr package. */
  @Transform(commaSeparated)
  @IsArray()
  @Matches(/^(loopback|linklocal|uniquelocal|[\d.]+(\/\d+)?|[\da-fA-F:]+(\/\d+)?)$/, {
    each: true,
    message: 'Set IP addresses, networks such as 10.0.0.0/8, or loopback, linklocal or uniquelocal.',
  })
  TRUSTED_PROXIES: string[] = [];

  /** Public address of the console. Determines whether cookies are restricted to https. */
  @IsOptional()
  @Matches(/^https?:\/\/[^\s/?#@]+\/?$/i, {
    message: 'Set the address of the console without a path, such as https://help.example.org.',
  })
  @Transform(withoutTrailingSlash)
  PUBLIC_URL?: string;

  @IsOptional()
  @ValidateBy({
    name: 'isPasswordChosen',
    validator: {
      validate: (value: unknown) => !hasPlaceholderPassword(value),
      defaultMessage: () => 'Replace the placeholder with your password.',
    },
  })
  @Matches(/^postgres(ql)?:\/\//, {
    message: 'Set an address that starts with postgres:// or postgresql://.',
  })
  DATABASE_URL?: string;

  @IsOptional()
  @Matches(/^rediss?:\/\//, { message: 'Set an address that starts with redis:// or rediss://.' })
  REDIS_URL?: string;

  /** Password for a REDIS_URL without one. Avoids escaping special characters in the URL. */
  @IsOptional() @IsString() REDIS_PASSWORD?: string;

  /** Provider of the remote model. The local model is its fallback. */
  @IsIn(REMOTE_SOURCES) TRIAGE_PROVIDER: RemoteSource = 'gemini';

  /** Rate limit of requests to the remote model, across all processes. */
  @Type(() => Number) @Max(100_000) @Min(1) @IsInt() TRIAGE_REQUESTS_PER_MINUTE = 300;

  @Transform(isTrueOrFalse)
  @IsBoolean({ message: 'Set true or false.' })
  TRIAGE_REDACT_PERSONAL_DATA = true;

  /** Daily budget in US dollars by UTC day, across all processes. Unlimited by default. */
  @IsOptional() @Type(() => Number) @Max(1_000_000) @Min(0) @IsNumber() TRIAGE_DAILY_BUDGET_USD?: number;

  @IsPrice() TRIAGE_PRICE_INPUT_PER_MILLION?: number;
  @IsPrice() TRIAGE_PRICE_OUTPUT_PER_MILLION?: number;

  @Type(() => Number) @Max(60_000) @Min(100) @IsInt() CLASSIFY_DEADLINE_MS = 4000;
  @Type(() => Number) @Max(256) @Min(1) @IsInt() WORKER_CONCURRENCY = 4;
  @Type(() => Number) @Max(3600) @Min(1) @IsInt() TRIAGE_SWEEP_SECONDS = 15;

  @Transform(commaSeparated)
  @IsArray()
  @IsUrl(
    {
      protocols: ['http', 'https'],
      require_protocol: true,
      require_tld: false,
      allow_query_components: false,
    },
    { each: true, message: 'Set addresses such as https://help.example.org, separated by commas.' },
  )
  CORS_ORIGINS: string[] = [];

  /** Signs sessions. All API processes need the same value. */
  @IsOptional()
  @Matches(/^.{32,}$/s, { message: JWT_SECRET_RULE })
  @IsSecret(JWT_SECRET_RULE)
  JWT_SECRET?: string;

  /** Encrypts passwords of mailboxes in the database. All processes need the same value. */
  @IsOptional()
  @ValidateBy({
    name: 'isSecretsKey',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseSecretsKey(value) !== undefined,
      defaultMessage: () => SECRETS_KEY_RULE,
    },
  })
  @IsSecret(SECRETS_KEY_RULE)
  SECRETS_KEY?: string;

  @IsOptional()
  @IsEmailAddress()
  ADMIN_EMAIL?: string;
  @IsOptional()
  @IsStrongPassword((settings) => (settings as Settings).ADMIN_EMAIL)
  ADMIN_PASSWORD?: string;

  /** Requests per minute and account. One address, which an office may share, is allowed four times as many. */
  @Type(() => Number) @Max(10_000_000) @Min(1) @IsInt() RATE_LIMIT_PER_MINUTE = 12_000;

  @IsOptional() @Type(() => Number) @Max(15) @Min(0) @IsNumber() DRAIN_SECONDS?: number;

  @IsOptional()
  @Matches(/^\S{16,}$/, { message: 'Set at least 16 characters without spaces.' })
  @IsSecret('Set a random text, such as the output of `openssl rand -hex 32`.')
  METRICS_TOKEN?: string;

  @IsOptional() @Type(() => Number) @Max(65535) @Min(1) @IsInt() METRICS_PORT?: number;

  /** Maximum size of an attachment in megabytes (1,048,576 bytes). */
  @Type(() => Number) @Max(1024) @Min(1) @IsInt() ATTACHMENT_MAX_MB = 25;

  /** S3-compatible store of attachments, with its credentials. In PostgreSQL by default. */
  @IsOptional()
  @Matches(/^https?:\/\/[^\s/?#:@]+:[^\s/?#@]+@[^\s/?#@]+\/[^\s/?#]+[^\s?#]*(\?region=[\w-]+)?$/, {
    message: 'must be like https://KEY:SECRET@host/bucket, with ?region=… if the store needs it',
  })
  ATTACHMENTS_S3_URL?: string;

  /** ClamAV daemon that scans attachments. They are not scanned by default. */
  @IsOptional()
  @Matches(/^(tcp:\/\/[^\s/?#@]+|unix:\/\S+)$/, {
    message: 'must be like tcp://localhost:3310 or unix:/run/clamav/clamd.ctl',
  })
  ATTACHMENTS_CLAMAV_URL?: string;

  @IsIn(LOG_LEVELS) LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
  @IsString() @IsNotEmpty() DATA_DIR = '.data';
}

/** Lists all invalid settings, without their values, which may be secrets. */
export class InvalidSettings extends OperatorError {
  constructor(readonly faults: { setting: string; message: string }[]) {
    super(
      ['Invalid settings:', ...faults.map((f) => `  ${f.setting}: ${f.message}`)].join('\n') +
        '\nSettings are read from the environment and from the file .env. All of them are described in .env.example.',
    );
  }
}

/** Names of the environment variables. */
export function settingNames(): string[] {
  return [Settings, ...PROVIDER_SETTINGS].flatMap(namesIn);
}

function namesIn(type: new () => object): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

/** @throws InvalidSettings */
export function parseSettings(environment: NodeJS.ProcessEnv): Settings {
  const valueOf = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const formerNames = new Map(
    deprecatedSettings(environment)
      .filter(({ isIgnored }) => !isIgnored)
      .map(({ setting, replacement }) => [replacement, setting]),
  );
  const values = Object.fromEntries(
    settingNames()
      .map((name) => [name, valueOf(formerNames.get(name) ?? name)] as const)
      .filter(([, value]) => value),
  );
  const settings = plainToInstance(Settings, values, { exposeDefaultValues: true });
  const faults = faultsOf(settings);
  for (const type of PROVIDER_SETTINGS) {
    const part = plainToInstance(type, values, { exposeDefaultValues: true });
    faults.push(...faultsOf(part));
    const stated = namesIn(type).map((name) => [name, (part as Record<string, unknown>)[name]] as const);
    Object.assign(settings, Object.fromEntries(stated.filter(([, value]) => value !== undefined)));
  }
  for (const fault of faults) fault.setting = formerNames.get(fault.setting) ?? fault.setting;
  if (faults.length > 0) throw new InvalidSettings(faults);
  const { REDIS_URL, REDIS_PASSWORD } = settings;
  if (REDIS_URL && REDIS_PASSWORD) settings.REDIS_URL = withPassword(REDIS_URL, REDIS_PASSWORD);
  return settings;
}

function faultsOf(settings: object): InvalidSettings['faults'] {
  return validateSync(settings).flatMap((error) =>
    [...new Set(Object.values(error.constraints ?? {}))].map((message) => ({
      setting: error.property,
      message: instruction(message),
    })),
  );
}

/** Default messages of class-validator as instructions. */
const INSTRUCTIONS: readonly [message: RegExp, instruction: string][] = [
  [/^\w+ must not be greater than (\d+)$/, 'Set $1 or less.'],
  [/^\w+ must not be less than (\d+)$/, 'Set $1 or more.'],
  [/^\w+ must be an integer number$/, 'Set a whole number.'],
  [/^\w+ must be a number conforming to the specified constraints$/, 'Set a number.'],
  [/^\w+ must be one of the following values: (.+)$/, 'Set one of: $1.'],
];

function instruction(message: string): string {
  const [pattern, text] = INSTRUCTIONS.find(([form]) => form.test(message)) ?? [];
  return pattern ? message.replace(pattern, text!) : message;
}

function withPassword(address: string, password: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.password ||= encodeURIComponent(password);
  return url.href;
}

/**
 * Reads `.env` in the working directory if it exists. Variables of the environment take precedence.
 * @throws InvalidSettings
 */
export function readSettings(): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseSettings(process.env);
}
