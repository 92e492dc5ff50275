import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import {
  PERMISSIONS,
  PRIORITY_GROUPS,
  STATUS_GROUPS,
  STATUS_MOVES,
  TRIAGE_SOURCE_GROUPS,
  TRIAGE_STATE_GROUPS,
} from '../vocabulary/index.js';
import { Problem } from '../http/dto/problem.dto.js';

/** Metadata of enumerations, from which the console's constants are generated. */
const VOCABULARY: Record<string, object> = {
  Status: { 'x-transitions': STATUS_MOVES, 'x-groups': STATUS_GROUPS },
  Priority: { 'x-groups': PRIORITY_GROUPS },
  TriageState: { 'x-groups': TRIAGE_STATE_GROUPS },
  TriageSource: { 'x-groups': TRIAGE_SOURCE_GROUPS },
  Role: { 'x-permissions': PERMISSIONS },
};

export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('TicketIQ')
    .setDescription(
      'Help desk with automatic ticket triage. Errors are problem details (RFC 9457). Times are in UTC. ' +
        'Every response carries `X-Request-Id`.',
    )
    .setVersion('1')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An access token or an API token.' },
      'bearer',
    )
    .addCookieAuth(
      'ticketiq_access',
      { type: 'apiKey', in: 'cookie', description: 'A browser’s session; changes also need X-XSRF-TOKEN.' },
      'session',
    )
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [Problem],
    // Yields operation ids such as `ticketsList`, which name the functions of the generated client.
    operationIdFactory: (controller, method) =>
      controller.replace(/Controller$/, '').toLowerCase() + method.charAt(0).toUpperCase() + method.slice(1),
  });
  for (const [name, extensions] of Object.entries(VOCABULARY)) {
    Object.assign(document.components!.schemas![name]!, extensions);
  }
  return document;
}
