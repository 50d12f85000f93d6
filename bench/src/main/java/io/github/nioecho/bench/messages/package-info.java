/** What sizes messages have: one, or several in a mixture. */
package io.github.nioecho.bench.messages;
