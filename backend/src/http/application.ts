import type { Socket } from 'node:net';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'nestjs-pino';
import { ApiModule, type RunningSettings } from '../app.module.js';
import { serveConsole } from './console.js';
import { faultsOf, InvalidInput } from './invalid-input.js';
import { acceptOnlyJsonObjects } from './json-body.js';
import { openApiDocument } from './open-api.js';
import { answerToFastify, ProblemFilter, problemOf, sendProblem } from './problem.filter.js';
import { QueryFieldsGuard } from './query-fields.guard.js';
import { requestId } from './request-id.js';
import { RouteMethods } from './route-methods.js';

const BODY_LIMIT_BYTES = 1024 * 1024;
/** A client that takes longer than this to send its request is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The api with everything that meets a request, ready to listen. */
export async function createApplication(settings: RunningSettings): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    genReqId: requestId,
    // No path is too long for its route: the ids decide what there is.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 20_000 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply.header('X-Request-Id', request.id);
      sendProblem(reply, request.url, answerToFastify(error) ?? { status: 400, detail: error.message });
    },
    clientErrorHandler: refuseUnreadable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(settings), adapter, {
    bodyParser: false,
    // Nest tells of each module and route that it sets up; only what goes wrong there is worth a line.
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  acceptOnlyJsonObjects(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    done();
  });

  app.setGlobalPrefix('api');
  app.enableCors({
    origin: settings.CORS_ORIGINS,
    exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Request-Id'],
  });
  app.useGlobalFilters(new ProblemFilter(new RouteMethods(fastify)));
  app.useGlobalGuards(new QueryFieldsGuard());
  app.useGlobalPipes(
    new ValidationPipe({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => new InvalidInput(faultsOf(errors)),
    }),
  );
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    useGlobalPrefix: true,
    jsonDocumentUrl: 'docs-json',
  });
  await serveConsole(fastify);
  await app.init();
  app.useLogger(app.get(Logger));
  return app;
}

/** What is not even HTTP never reaches a route; it is answered in the same form all the same. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
  const problem = problemOf('', { status, detail: 'The request could not be read.' });
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status} ${problem.title}\r\nContent-Type: application/problem+json\r\n` +
      `X-Request-Id: ${requestId({ headers: {} })}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
