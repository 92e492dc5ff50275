/**
 * Generates constants of the API from the OpenAPI document: enumerations, transitions, groups,
 * permissions and input limits. Arguments: the document and the output file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const [, , input, output] = process.argv;
const { schemas } = JSON.parse(readFileSync(input, 'utf8')).components;
const enums = Object.entries(schemas).filter(([, schema]) => schema.enum);
const inputs = Object.entries(schemas).filter(([name]) => /(Input|Query)$/.test(name));

const source = [
  '/* Generated from the OpenAPI document by scripts/generate-vocabulary.mjs. Do not edit. */',
  `import type { ${enums.map(([name]) => name).join(', ')} } from './models';`,
  ...enums.flatMap(([name, schema]) => constantsOf(name, schema)),
  'export const limits = ' + JSON.stringify(limitsOf(inputs)) + ' as const;',
].join('\n');
writeFileSync(
  output,
  await format(source, { ...(await resolveConfig(import.meta.filename)), parser: 'typescript' }),
);

function constantsOf(name, schema) {
  const constant = `${name[0].toLowerCase()}${name.slice(1)}`;
  const list = `readonly ${name}[]`;
  return [
    declared(`${constant}Values`, schema.enum, list),
    declared(`${constant}Transitions`, schema['x-transitions'], `Record<${name}, ${list}>`),
    declared(`${constant}Groups`, schema['x-groups'], `Record<string, ${list}>`),
    declared(`${constant}Permissions`, schema['x-permissions'], `Record<string, ${list}>`),
  ].filter(Boolean);
}

function declared(constant, value, type) {
  return value && `export const ${constant} = ${JSON.stringify(value)} as const satisfies ${type};`;
}

/** `maxLength` of texts; `maxItems` of lists and `maxLength` of their items. */
function limitsOf(inputs) {
  const limited = inputs.map(([name, { properties }]) => [
    name,
    nonEmpty(
      Object.entries(properties ?? {}).map(([property, { maxLength, maxItems, items }]) => [
        property,
        nonEmpty(Object.entries({ maxLength: maxLength ?? items?.maxLength, maxItems })),
      ]),
    ),
  ]);
  return nonEmpty(limited);
}

function nonEmpty(entries) {
  const defined = entries.filter(([, value]) => value !== undefined);
  return defined.length > 0 ? Object.fromEntries(defined) : undefined;
}
