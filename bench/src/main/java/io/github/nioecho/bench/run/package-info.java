/** What every measuring command needs: its options, its folder, its progress, its surroundings. */
package io.github.nioecho.bench.run;
