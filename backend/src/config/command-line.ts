/** How the operator calls one of our commands: as an npm script in a checkout, or by its name in the container image. */
export function commandLine(script: string): string {
  return process.env.npm_lifecycle_event ? `npm run ${script} --` : script.replace(':', '-');
}
