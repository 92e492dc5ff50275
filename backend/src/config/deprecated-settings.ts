import { Logger } from '@nestjs/common';

/** Deprecated names of settings and their replacements. Deprecated names still work. */
export const RENAMED_SETTINGS: Readonly<Record<string, string>> = {
  GEMINI_REQUESTS_PER_MINUTE: 'TRIAGE_REQUESTS_PER_MINUTE',
};

export interface DeprecatedSetting {
  setting: string;
  replacement: string;
  /** Whether the replacement is set as well, which takes precedence. */
  isIgnored: boolean;
}

export function deprecatedSettings(environment: NodeJS.ProcessEnv): DeprecatedSetting[] {
  const isSet = (name: string): boolean => !!environment[name]?.trim();
  return Object.entries(RENAMED_SETTINGS)
    .filter(([setting]) => isSet(setting))
    .map(([setting, replacement]) => ({ setting, replacement, isIgnored: isSet(replacement) }));
}

export function warnOfDeprecatedSettings(environment = process.env): void {
  const logger = new Logger('Settings');
  for (const { setting, replacement, isIgnored } of deprecatedSettings(environment)) {
    logger.warn(
      isIgnored
        ? `${setting} is ignored, since ${replacement} is set; remove it.`
        : `${setting} is deprecated; set ${replacement} instead.`,
    );
  }
}
