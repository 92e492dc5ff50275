import type { Socket } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import { NotFoundException, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { ApiModule, type ApiSettings } from './app.module.js';
import { AccessControl, requireDeclaredAccess } from '../identity/auth/access-control.js';
import { isHttps } from '../identity/auth/session-cookies.js';
import { serveApiDocs } from './api-docs.js';
import { isApiRoute } from '../http/api-route.js';
import { onRequestCompleted } from '../http/completed-requests.js';
import { HttpMetrics } from '../metrics/http-metrics.js';
import { MetricsPage } from '../metrics/metrics-page.js';
import { serveMetrics } from '../metrics/serve-metrics.js';
import { serveConsole } from './console.js';
import { faultsOf, InvalidInput } from '../http/invalid-input.js';
import { acceptOnlyJsonObjects } from '../http/json-body.js';
import { fromFastifyError, ProblemFilter, toProblem, sendProblem } from '../http/problem.filter.js';
import { warnAboutUntrustedProxies } from './proxy-warnings.js';
import { QueryFieldsGuard } from '../http/query-fields.guard.js';
import { requestId } from '../http/request-id.js';
import { trackUnusedConnections } from './graceful-shutdown.js';
import { closeLingering, drainAfterEarlyResponses } from '../http/lingering-close.js';
import { logRequest } from '../http/request-log.js';
import { RouteMethods } from '../http/route-methods.js';
import { RequestBudget } from '../identity/limits/request-budget.js';
import { ConcurrencyLimiter } from '../identity/limits/concurrency-limiter.js';

const BODY_LIMIT_BYTES = 1024 * 1024;
/** A client that takes longer than this to send its request, or only the head of it, is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the longest deadline for a suggestion, and than an event stream is ever silent. */
const IDLE_CONNECTION_MS = 75_000;

/**
 * What the console's pages may load: their own files. Angular adds the styles of its components at run time, hence their
 * 'unsafe-inline'; scripts come as files only. nginx says the same where it serves the console.
 */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/** The api with everything that meets a request, ready to listen. */
export async function createApplication(settings: ApiSettings): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_CONNECTION_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 5000 },
    // Unset, the address is the connection's: a header that anybody can send is not believed.
    trustProxy: settings.TRUSTED_PROXIES.length > 0 && settings.TRUSTED_PROXIES,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: requestId,
    // No path is too long for its route: the ids decide what there is.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 20_000 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply.header('X-Request-Id', request.id);
      sendProblem(reply, request.url, fromFastifyError(error) ?? { status: 400, detail: error.message });
    },
    clientErrorHandler: rejectMalformed,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(settings), adapter, {
    bodyParser: false,
    // Nest tells of each module and route that it sets up; only what goes wrong there is worth a line.
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  trackUnusedConnections(fastify.server);
  drainAfterEarlyResponses(fastify.server);
  acceptOnlyJsonObjects(fastify);
  const metrics = app.get(HttpMetrics);
  onRequestCompleted(fastify, (answered) => {
    logRequest(answered);
    metrics.observe(answered);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    // What one person may see is not left behind for the next, on this machine or on the way.
    if (isApiRoute(request) || request.is404) reply.header('Cache-Control', 'no-store');
    done();
  });

  warnAboutUntrustedProxies(fastify);
  requireDeclaredAccess(fastify, { publicPaths: ['/api/docs'] });
  // Its plugin for Fastify would put the policy together anew for each request, and take a tenth of it for that.
  const secure = helmet({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    referrerPolicy: { policy: 'no-referrer' },
    // A browser heeds it over https only; a console that is meant to be reached by http must not promise otherwise.
    strictTransportSecurity: (settings.PUBLIC_URL === undefined || isHttps(settings.PUBLIC_URL)) && {
      includeSubDomains: false,
    },
  });
  fastify.addHook('onRequest', (request, reply, done) =>
    secure(request.raw, reply.raw, (error) => done(error as Error | undefined)),
  );
  await fastify.register(fastifyCookie);

  app.setGlobalPrefix('api');
  app.enableCors({
    origin: settings.CORS_ORIGINS,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'Last-Event-ID',
      'X-Request-Id',
    ],
    exposedHeaders: [
      'ETag',
      'Location',
      'Retry-After',
      'X-Last-Event-Id',
      'X-Request-Id',
      'X-Revoked-Tokens',
    ],
  });
  // What is sent to an address that is none is not read.
  fastify.addHook('preParsing', (request, _reply, _payload, done) =>
    done(request.is404 ? new NotFoundException() : null),
  );
  app.get(AccessControl).register(fastify);
  app.get(RequestBudget).register(fastify);
  app.get(ConcurrencyLimiter).register(fastify);
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
  serveApiDocs(app);
  serveMetrics(fastify, app.get(MetricsPage));
  await serveConsole(fastify);
  await app.init();
  app.useLogger(app.get(Logger));
  return app;
}

/** What is not even HTTP never reaches a route; it is answered in the same form all the same. */
function rejectMalformed(error: Error & { code?: string }, socket: Socket): void {
  // What comes after the answer can't be read either.
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
  const problem = toProblem('', { status, detail: 'The HTTP request is malformed.' });
  const body = JSON.stringify(problem);
  closeLingering(
    socket,
    `HTTP/1.1 ${status} ${problem.title}\r\nContent-Type: application/problem+json\r\n` +
      `X-Request-Id: ${requestId({ headers: {} })}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
