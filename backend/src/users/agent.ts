/** A person who works on tickets, as the history names them. */
export interface Agent {
  type: 'user';
  id: number;
  name: string;
}
