/**
 * How addresses, and bytes that strangers sent, are written for people to read. Not exported.
 */
package io.github.nioecho.text;
