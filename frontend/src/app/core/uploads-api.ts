import {
  HttpClient,
  HttpEventType,
  HttpXsrfTokenExtractor,
  provideHttpClient,
  withInterceptors,
  withXhr,
  withXsrfConfiguration,
} from '@angular/common/http';
import { createEnvironmentInjector, EnvironmentInjector, inject, Injectable } from '@angular/core';
import { filter, map, Observable } from 'rxjs';
import { Api } from '../api/api';
import { attachmentsOfDescription } from '../api/fn/tickets/attachments-of-description';
import { attachmentsRemove } from '../api/fn/tickets/attachments-remove';
import { apiProblemInterceptor } from './api-problem.interceptor';
import { Attachment } from './api-types';
import { sessionInterceptor, XSRF_COOKIE, XSRF_HEADER } from './session.interceptor';
import { SessionXsrfTokenExtractor } from './session-xsrf-token-extractor';

/** Sent bytes as a fraction of 1, or the stored file. */
export type UploadProgress = { fraction: number } | { attachment: Attachment };

/** API client for attachments. */
@Injectable({ providedIn: 'root' })
export class UploadsApi {
  private readonly api = inject(Api);
  /** Reports the progress of uploads, which `fetch` can't. */
  private readonly http = createEnvironmentInjector(
    [
      provideHttpClient(
        withXhr(),
        withXsrfConfiguration({ cookieName: XSRF_COOKIE, headerName: XSRF_HEADER }),
        withInterceptors([apiProblemInterceptor, sessionInterceptor]),
      ),
      { provide: HttpXsrfTokenExtractor, useClass: SessionXsrfTokenExtractor },
    ],
    inject(EnvironmentInjector),
  ).get(HttpClient);

  /** Uploads a file. Unsubscribing cancels. */
  upload(file: File): Observable<UploadProgress> {
    const options = {
      params: { name: file.name },
      headers: { 'Content-Type': 'application/octet-stream' },
      reportProgress: true,
      observe: 'events',
    } as const;
    return this.http.post<Attachment>(`${this.api.rootUrl}/api/attachments`, file, options).pipe(
      map((event) => {
        if (event.type === HttpEventType.Response) return { attachment: event.body! };
        if (event.type !== HttpEventType.UploadProgress) return null;
        return { fraction: event.total ? event.loaded / event.total : 0 };
      }),
      filter((progress) => progress !== null),
    );
  }
  async remove(id: number): Promise<void> {
    await this.api.invoke(attachmentsRemove, { id });
  }
  async ofDescription(ticketId: number): Promise<Attachment[]> {
    return (await this.api.invoke(attachmentsOfDescription, { id: ticketId })).results;
  }
  downloadUrl({ id }: Attachment): string {
    return `${this.api.rootUrl}/api/attachments/${id}`;
  }
  imageUrl(attachment: Attachment): string {
    return `${this.downloadUrl(attachment)}?inline=1`;
  }
  thumbnailUrl(attachment: Attachment): string {
    return `${this.downloadUrl(attachment)}/thumbnail`;
  }
}
