package io.github.nioecho.bench.results;

import java.util.List;

/**
 * Where something was measured. What could not be found out is null, never a guess; nothing here
 * names the host, its user or a path.
 *
 * @param javaVersion the JDK's build, such as {@code 25.0.1+8-LTS}
 * @param javaVendor who built the JDK
 * @param jvm name of the virtual machine
 * @param jvmFlags options of the JVM that ran the comparison, those that contain a path left out
 * @param os name of the operating system
 * @param kernel its version
 * @param arch processor architecture
 * @param cores processors that the JVM may use
 * @param cpuModel the processor, as the kernel names it
 * @param memoryBytes physical memory, in bytes
 * @param somaxconn the kernel's bound on a listener's backlog
 * @param tcpRmem bounds of a TCP receive buffer in bytes: least, default, greatest
 * @param tcpWmem bounds of a TCP send buffer in bytes: least, default, greatest
 * @param openFileLimit file descriptors that this process may open
 * @param gitCommit the commit that was built, where the build stands in its repository
 * @param gitDirty whether tracked files differed from that commit
 * @param machine what the machine takes for the steps of an echo; null in files that an earlier
 *     version wrote
 * @param pinning for people: the processors that the client had, and those of the servers; or why
 *     they shared all; null where that was not for the command to decide
 */
public record Environment(
        String javaVersion,
        String javaVendor,
        String jvm,
        List<String> jvmFlags,
        String os,
        String kernel,
        String arch,
        int cores,
        String cpuModel,
        Long memoryBytes,
        Integer somaxconn,
        List<Long> tcpRmem,
        List<Long> tcpWmem,
        Long openFileLimit,
        String gitCommit,
        Boolean gitDirty,
        MachineCosts machine,
        String pinning) {

    /** Returns this with what the machine takes. */
    public Environment withMachine(MachineCosts costs) {
        return new Environment(javaVersion, javaVendor, jvm, jvmFlags, os, kernel, arch, cores,
                cpuModel, memoryBytes, somaxconn, tcpRmem, tcpWmem, openFileLimit, gitCommit,
                gitDirty, costs, pinning);
    }

    /** Returns this with words on who had which processors. */
    public Environment withPinning(String words) {
        return new Environment(javaVersion, javaVendor, jvm, jvmFlags, os, kernel, arch, cores,
                cpuModel, memoryBytes, somaxconn, tcpRmem, tcpWmem, openFileLimit, gitCommit,
                gitDirty, machine, words);
    }
}
