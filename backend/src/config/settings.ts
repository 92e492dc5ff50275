import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  validateSync,
} from 'class-validator';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * Every setting of the service, read once from the environment; README and `.env.example` say what each means.
 * An empty variable counts as unset, since that is what a `.env` line without a value gives.
 */
export class Settings {
  @Type(() => Number) @Max(65535) @Min(0) @IsInt() PORT = 8000;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'must start with postgres:// or postgresql://' })
  DATABASE_URL?: string;

  @IsOptional()
  @Matches(/^rediss?:\/\//, { message: 'must start with redis:// or rediss://' })
  REDIS_URL?: string;

  @IsOptional() @IsString() GEMINI_API_KEY?: string;
  @IsString() @IsNotEmpty() GEMINI_MODEL = 'gemini-flash-latest';

  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  GEMINI_BASE_URL?: string;

  @Type(() => Number) @Max(100_000) @Min(1) @IsInt() GEMINI_REQUESTS_PER_MINUTE = 300;
  @Type(() => Number) @Max(60_000) @Min(100) @IsInt() CLASSIFY_DEADLINE_MS = 4000;
  @Type(() => Number) @Max(256) @Min(1) @IsInt() WORKER_CONCURRENCY = 4;
  @Type(() => Number) @Max(3600) @Min(1) @IsInt() TRIAGE_SWEEP_SECONDS = 15;

  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',').map((origin) => origin.trim()) : value,
  )
  @IsArray()
  @IsUrl(
    {
      protocols: ['http', 'https'],
      require_protocol: true,
      require_tld: false,
      allow_query_components: false,
    },
    { each: true },
  )
  CORS_ORIGINS: string[] = [];

  @IsIn(LOG_LEVELS) LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
  @IsString() @IsNotEmpty() DATA_DIR = '.data';
}

/** Names every bad setting at once, and never its value: a value may be a secret. */
export class InvalidSettings extends Error {
  constructor(readonly faults: { setting: string; message: string }[]) {
    super(
      ['These settings make no sense:', ...faults.map((f) => `  ${f.setting}: ${f.message}`)].join('\n') +
        '\nThey come from the environment or from the file .env; .env.example says what each one means.',
    );
    this.name = 'InvalidSettings';
  }
}

/** @throws InvalidSettings */
export function parseSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(
    Object.keys(new Settings() as object)
      .concat(['DATABASE_URL', 'REDIS_URL', 'GEMINI_API_KEY', 'GEMINI_BASE_URL'])
      .map((name) => [name, environment[name]?.trim()] as const)
      .filter(([, value]) => value),
  );
  const settings = plainToInstance(Settings, given, { exposeDefaultValues: true });
  const faults = validateSync(settings).flatMap((error) =>
    Object.values(error.constraints ?? {}).map((message) => ({
      setting: error.property,
      message: message.replace(new RegExp(`^(each value in )?${error.property} `), '$1'),
    })),
  );
  if (faults.length > 0) throw new InvalidSettings(faults);
  return settings;
}

/** Reads `.env` of the working directory, if there is one; a variable that is already set wins. */
export function readSettings(): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseSettings(process.env);
}
