import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { isKnownEtag } from '../http/etag.js';
import type { TicketView } from './dto/ticket.dto.js';

/** Sends a ticket's version as its ETag and answers 304 without a body if the client has that version. */
@Injectable()
export class TicketEtagInterceptor implements NestInterceptor<TicketView, TicketView | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<TicketView>): Observable<TicketView | undefined> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((ticket) => {
        const etag = `"${ticket.version}"`;
        reply.header('ETag', etag);
        if (request.method !== 'GET' || !isKnownEtag(request.headers['if-none-match'], etag)) return ticket;
        reply.status(304);
        return undefined;
      }),
    );
  }
}
