/**
 * What a server needs whatever its protocol: its threads and their end, pauses and warnings after
 * failures, checks of addresses and socket options. Not exported.
 */
package io.github.nioecho.server;
