/** How the operator calls a command: as an npm script in a checkout, or by its name in the container image. */
export function commandLine(script: string): string {
  return process.env.npm_lifecycle_event ? `npm run ${script} --` : script.replace(':', '-');
}
