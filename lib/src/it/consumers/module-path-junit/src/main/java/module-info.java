/** An application that needs the named module. */
module org.example.app {
    requires io.github.nioecho;
}
