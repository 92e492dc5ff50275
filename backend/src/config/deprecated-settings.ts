import { Logger } from '@nestjs/common';

/** Former names of settings with their present ones. They keep working. */
export const RENAMED_SETTINGS: Readonly<Record<string, string>> = {
  GEMINI_REQUESTS_PER_MINUTE: 'TRIAGE_REQUESTS_PER_MINUTE',
};

export interface DeprecatedSetting {
  setting: string;
  replacement: string;
  /** The replacement is set as well, and its value counts. */
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
